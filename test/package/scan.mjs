// n8n's scanner is an ES module, which jest's CommonJS cannot load: it runs in a process of its own.
// Usage: node scan.mjs <source> <packed>: a project and what was packed of it, as the scanner itself looks at the two
// (scanner.mjs of version 0.32).
import {
	analyzePackage,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';

const [source, packed] = process.argv.slice(2);
const scan = async (folder, patterns) => {
	const { passed, message, details } = await analyzePackage(folder, patterns);
	return { passed, findings: [message, details].filter(Boolean) };
};
const result = {
	source: await scan(source, SOURCE_FILE_PATTERNS),
	packed: await scan(packed, ['**/*.js', 'package.json']),
};
process.stdout.write(JSON.stringify(result));
