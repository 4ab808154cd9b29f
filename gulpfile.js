const { exec, spawn } = require('node:child_process');
const { once } = require('node:events');
const { mkdtemp, readdir, readFile, rm, writeFile } = require('node:fs/promises');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { promisify } = require('node:util');

const esbuild = require('esbuild');
const { dest, parallel, series, src, watch } = require('gulp');

const { n8n } = require('./package.json');

/** Where the build goes; `npm run dev` has it go into a running n8n. */
const { DIST_FOLDER: dist = 'dist' } = process.env;

/** What n8n loads, as package.json lists it; each entry is bundled with all it needs but n8n-workflow. */
const entries = [...n8n.credentials, ...n8n.nodes].map((file) =>
	file.replace(/^dist\//, '').replace(/\.js$/, '.ts'),
);

async function clean() {
	await rm(dist, { recursive: true, force: true });
}

/** Where npm puts the tools of packages. */
const tools = path.join(__dirname, 'node_modules', '.bin');
const env = { ...process.env, PATH: `${tools}${path.delimiter}${process.env.PATH}` };

/** Runs such a tool; what it says shows if it finds something. */
function tool(command) {
	const task = async () => {
		try {
			await promisify(exec)(command, { env });
		} catch ({ stdout, stderr }) {
			throw new Error(`${command}:\n${stdout}${stderr}`);
		}
	};
	task.displayName = command;
	return task;
}

const typecheck = tool('tsc --build tsconfig.build.json --pretty');

let metafile;

async function bundle() {
	({ metafile } = await esbuild.build({
		entryPoints: entries,
		outbase: '.',
		outdir: dist,
		bundle: true,
		platform: 'node',
		format: 'cjs',
		target: 'node20',
		// At the user's, n8n provides this package and strips all others.
		external: ['n8n-workflow'],
		// n8n's scanner refuses it in libraries, too.
		define: { console: 'undefined' },
		metafile: true,
	}));
}

/** The licenses of the libraries inside the bundles, which their authors ask to be passed on. */
async function licenses() {
	const folders = Object.keys(metafile.inputs)
		.map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0])
		.filter(Boolean);
	const texts = [...new Set(folders)].sort().map(async (folder) => {
		const { name, version, license, author } = JSON.parse(
			await readFile(path.join(folder, 'package.json'), 'utf8'),
		);
		const file = (await readdir(folder)).find((entry) => /^licen[sc]e/i.test(entry));
		const text = file
			? await readFile(path.join(folder, file), 'utf8')
			: `Its package has no license file; it is by ${author?.name ?? author}.`;
		return `${name} ${version} (${license})\n\n${text.trim()}\n`;
	});
	const all = (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n\n`);
	await writeFile(path.join(dist, 'THIRD_PARTY_LICENSES.txt'), all);
}

const drawn = 'nodes/**/*.{svg,json}';

function assets() {
	return src(drawn, { base: '.', encoding: false }).pipe(dest(dist));
}

/** What `npm run dev` runs beside n8n, which loads the node again at every change in `dist`. */
function rebuildOnChange() {
	const sources = '{credentials,nodes}/**/*.ts';
	watch(sources, { ignoreInitial: false }, bundle);
	watch(drawn, assets);
	// On its own, because it takes seconds longer.
	watch(sources, typecheck);
}

const output = series(clean, parallel(series(bundle, licenses), assets));

exports.build = series(typecheck, output);

const cachedEslint = (name, options) =>
	tool(`eslint ${options} --cache --cache-location node_modules/.cache/eslint/${name} .`);
const ownLint = [
	cachedEslint('own', '--config dev/eslint.config.mjs'),
	tool('prettier --check --cache .'),
];
/** Has n8n's scanner for community packages look at the source and at what npm packs, as it does itself (version 0.32). */
async function scan() {
	const { analyzePackage, SOURCE_FILE_PATTERNS } =
		await import('@n8n/scan-community-package/scanner/scanner.mjs');
	const folder = await mkdtemp(path.join(tmpdir(), 'packed-'));
	const run = promisify(exec);
	const { stdout } = await run(`npm pack --silent --pack-destination "${folder}"`);
	await run(`tar -xzf "${stdout.trim()}"`, { cwd: folder });
	const results = [
		await analyzePackage(__dirname, SOURCE_FILE_PATTERNS),
		await analyzePackage(path.join(folder, 'package'), ['**/*.js', 'package.json']),
	];
	await rm(folder, { recursive: true });
	// What has no file to look at passes, with a message.
	const found = results.filter(({ passed, message }) => !passed || message);
	if (found.length === 0) return;
	throw new Error(found.map(({ message, details }) => `${message}\n${details}`).join('\n'));
}

exports.lint = series(output, parallel(tool('n8n-node lint'), ...ownLint, scan));

/**
 * Tests make many objects of which hardly any stays: with more room for them, Node.js collects them seldom, and moves
 * fewer of them on the way.
 */
const moreRoom = `${env.NODE_OPTIONS ?? ''} --max-semi-space-size=32`;

/** What jest says shows as it goes. */
async function jest() {
	const options = { env: { ...env, NODE_OPTIONS: moreRoom }, stdio: 'inherit', shell: true };
	const tests = spawn('jest --selectProjects all', options);
	const [code] = await once(tests, 'exit');
	if (code !== 0) throw new Error('A test failed: see above');
}

/** All that `npm test` runs once the package is built: the tests and, beside them, types (of all sources) and linters. */
async function check() {
	// The same rules as `n8n-node lint`, which keeps no cache.
	const tasks = [jest, tool('tsc --build --pretty'), cachedEslint('n8n', ''), ...ownLint];
	const results = await Promise.allSettled(tasks.map((task) => task()));
	const found = results.flatMap(({ reason }) => (reason ? [reason.message] : []));
	if (found.length > 0) throw new Error(found.join('\n'));
}

exports.test = series(output, check);
exports.watch = rebuildOnChange;
exports.default = exports.build;
