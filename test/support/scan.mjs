// n8n's scanner is an ES module, which jest's CommonJS cannot load: it runs in a process of its own.
// Usage: node scan.mjs <folder> source|tarball, as the scanner itself looks at the two (scanner.mjs of version 0.32).
import {
	analyzePackage,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';

const [folder, kind] = process.argv.slice(2);
const patterns = kind === 'source' ? SOURCE_FILE_PATTERNS : ['**/*.js', 'package.json'];
const { passed, message, details } = await analyzePackage(folder, patterns);
process.stdout.write(JSON.stringify({ passed, findings: [message, details].filter(Boolean) }));
