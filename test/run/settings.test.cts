import { useWorkbench } from '../support/workbench.cts';
import { customers, failureOf, itemsFor, parametersFor, stopOf } from '../support/runs.cts';

const workbench = useWorkbench();

/** What an expression gives when it looks for something that isn't there, or for the wrong thing. */
const nothing = {
	'a missing value': '={{ $json.nowhere }}',
	null: '={{ null }}',
	'an empty text': '={{ "" }}',
	'a blank text': '={{ " " }}',
	'a word': '={{ "soon" }}',
	'an empty list': '={{ [] }}',
	'an object': '={{ ({}) }}',
};
const settings = [
	['dryRun', 'Dry Run'],
	['maxRequestsPerSecond', 'Max Requests per Second'],
	['parallelRequests', 'Parallel Requests'],
	['retries', 'Retries'],
	['timeout', 'Timeout (Seconds)'],
] as const;
const cases = settings.flatMap(([name, label]) =>
	Object.entries(nothing).map(([what, expression]) => ({ name, label, what, expression })),
);

describe('a setting whose expression gives nothing usable is never taken for off', () => {
	test.each(cases)(
		'$label given by $what ends the run with nothing sent in stop mode',
		async (setting) => {
			const result = await workbench.run({
				parameters: parametersFor.lock({ [setting.name]: setting.expression }),
				items: itemsFor(customers),
			});

			expect(stopOf(result).message).toContain(`'${setting.label}'`);
			expect(workbench.sandbox.requestCount()).toBe(0);
		},
	);

	test.each(settings)(
		'%s makes an error item of every item in the continue modes',
		async (name, label) => {
			const { output } = await workbench.run({
				parameters: parametersFor.lock({ [name]: '={{ $json.nowhere }}' }),
				items: itemsFor(customers),
				onError: 'continueRegularOutput',
			});

			expect(output).toHaveLength(customers.length);
			for (const item of output) {
				expect(failureOf(item)).toMatchObject({ outcome: 'notSent', attempts: 0 });
				expect(failureOf(item).message).toContain(`'${label}'`);
			}
			expect(workbench.sandbox.requestCount()).toBe(0);
		},
	);
});
