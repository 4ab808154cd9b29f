import { toInvalidInput } from '../../nodes/Trackfinity/run/preflight';

describe('what is said of whatever n8n or a credential throws', () => {
	test.each<[thrown: unknown, message: string, description: string]>([
		[new Error('No way'), 'No way', 'Look.'],
		[{ message: 'No way', description: 'Go there.' }, 'No way', 'Go there.'],
		[{ message: 'No way', description: '' }, 'No way', 'Look.'],
		[{ message: 'No way', description: 7 }, 'No way', 'Look.'],
		[{ message: '' }, "The node's parameters couldn't be read", 'Look.'],
		[{ message: 7 }, "The node's parameters couldn't be read", 'Look.'],
		['No way', "The node's parameters couldn't be read", 'Look.'],
		[undefined, "The node's parameters couldn't be read", 'Look.'],
		[null, "The node's parameters couldn't be read", 'Look.'],
	])('%j', (thrown, message, description) => {
		expect(toInvalidInput(thrown, 'Look.')).toMatchObject({ message, description });
	});
});
