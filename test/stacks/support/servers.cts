import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, parse } from 'node:path';

import { until } from '../../../dev/playground/index.cts';
import type { Program } from '../../../dev/playground/processes.cts';
import { launch } from '../../support/launch.cts';
import { listen } from '../../support/servers.cts';

/** What an administrator can set so that the header `api_access_key` reaches PHP. */
export const SETTINGS = {
	'nginx-setting': 'underscores_in_headers on;',
	'apache-setting': 'SetEnvIfNoCase ^api.access.key$ "(.+)" HTTP_API_ACCESS_KEY=$1',
	'haproxy-setting': 'option http-restrict-req-hdr-names preserve',
};

/** The running servers. */
export interface Servers {
	/** The address of one, by what stands for its port in the files in ../servers. */
	url(name: string): string;
	/** The folder in which the services remember. */
	state: string;
	stop(): Promise<void>;
}

const tests = join(__dirname, '..');
const apacheModules = '/etc/apache2/mods-available';

/** What listens, and a port at which nothing does. */
const LISTENERS = [
	...['php-fpm', 'nginx', 'nginx-set', 'nginx-down', 'nginx-limited', 'nginx-proxy'],
	...['nginx-proxy-set', 'apache-fpm', 'apache-fpm-set', 'apache-fpm-down', 'apache-mod-php'],
	...['apache-mod-php-set', 'lighttpd', 'lighttpd-down', 'haproxy', 'haproxy-set'],
	...['haproxy-down', 'haproxy-limited', 'haproxy-proxy'],
];

/** What Debian turns on when it installs Apache. */
const DEFAULT_MODULES = [
	...['access_compat', 'alias', 'auth_basic', 'authn_core', 'authn_file', 'authz_core'],
	...['authz_host', 'authz_user', 'autoindex', 'deflate', 'dir', 'env', 'filter', 'mime'],
	...['negotiation', 'reqtimeout', 'setenvif', 'status'],
];

/**
 * Starts all servers on loopback, each with its file from ../servers, before a copy of ../service.
 * @throws Error that says what to do when one isn't installed
 */
export async function startServers(): Promise<Servers> {
	const phpModule = parse(find(apacheModules, /^php.*\.load$/)).name;
	const [phpFpm, nginx, apache, lighttpd, haproxy] = [
		find('/usr/sbin', /^php-fpm\d/),
		find('/usr/sbin', /^nginx$/),
		find('/usr/sbin', /^apache2$/),
		find('/usr/sbin', /^lighttpd$/),
		find('/usr/sbin', /^haproxy$/),
	];

	const folder = fs.mkdtempSync(join(tmpdir(), 'trackfinity-stacks-'));
	const running: Program[] = [];
	const stop = async () => {
		for (const server of running) server.end();
		await Promise.all(running.map(async ({ ended }) => await ended));
		fs.rmSync(folder, { recursive: true, force: true });
	};
	try {
		const { closed, ...ports } = await freePorts([...LISTENERS, 'closed']);
		layOut(folder, { folder, closed: closed ?? 0, ...ports, ...SETTINGS });
		enableModules(join(folder, 'apache-fpm'), 'mpm_event', 'proxy', 'proxy_fcgi');
		enableModules(join(folder, 'apache-mod-php'), 'mpm_prefork', phpModule);
		const user = giveToNobody(folder);

		const start = (program: string, ...args: string[]) => {
			const env = {
				...process.env,
				// Debian's apache2.conf takes these from its service.
				APACHE_RUN_USER: 'nobody',
				APACHE_RUN_GROUP: 'nogroup',
				APACHE_RUN_DIR: folder,
				APACHE_LOG_DIR: folder,
				APACHE_PID_FILE: join(folder, `${running.length}.pid`),
			};
			running.push(launch(program, args, { cwd: folder, env, user }));
		};
		const byDebian = ['-D', 'FOREGROUND', '-f', '/etc/apache2/apache2.conf', '-d'];
		start(phpFpm, '--nodaemonize', '--fpm-config', join(folder, 'php-fpm.conf'));
		start(nginx, '-c', join(folder, 'nginx.conf'));
		start(apache, ...byDebian, join(folder, 'apache-fpm'));
		start(apache, ...byDebian, join(folder, 'apache-mod-php'));
		start(lighttpd, '-D', '-f', join(folder, 'lighttpd.conf'));
		start(haproxy, '-db', '-f', join(folder, 'haproxy.cfg'));

		const ends = running.map(async ({ ended, lastLines }) => {
			await ended;
			throw new Error(`A server ended during its start:\n${lastLines.join('\n')}`);
		});
		await Promise.race([Promise.all(Object.values(ports).map(untilOpen)), ...ends]);
		return { url: (name) => `http://127.0.0.1:${ports[name]}`, state: join(folder, 'state'), stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

/** The path of what Debian's packages put into a folder under such a name. */
function find(folder: string, name: RegExp): string {
	const found = fs.existsSync(folder) && fs.readdirSync(folder).find((entry) => name.test(entry));
	if (found) return join(folder, found);
	throw new Error(
		`${folder} has no ${name}: these tests need nginx, Apache, lighttpd, HAProxy and PHP. On Debian, install them with: sudo .ci/stacks install`,
	);
}

/** Writes what the servers read: the files in ../servers, in which such a value stands as `{{name}}`, and the services. */
function layOut(folder: string, values: Record<string, string | number>): void {
	fs.cpSync(join(tests, 'service'), join(folder, 'service'), { recursive: true });
	fs.mkdirSync(join(folder, 'state', 'loyalty'), { recursive: true });
	fs.mkdirSync(join(folder, 'state', 'troubles'));
	for (const file of ['requests', 'applied']) fs.writeFileSync(join(folder, 'state', file), '');

	fs.cpSync(join(tests, 'servers'), folder, { recursive: true });
	for (const name of fs.readdirSync(join(tests, 'servers'), { recursive: true }).map(String)) {
		const file = join(folder, name);
		if (fs.statSync(file).isDirectory()) continue;
		const text = fs.readFileSync(file, 'utf8');
		const filled = text.replaceAll(/\{\{([\w-]+)\}\}/g, (_, key: string) => String(values[key]));
		fs.writeFileSync(file, filled);
	}
}

/** Turns on modules as Debian's a2enmod does. */
function enableModules(root: string, ...modules: string[]): void {
	fs.mkdirSync(join(root, 'mods-enabled'));
	for (const name of [...DEFAULT_MODULES, ...modules]) {
		for (const file of [`${name}.load`, `${name}.conf`]) {
			const available = join(apacheModules, file);
			if (fs.existsSync(available)) fs.symlinkSync(available, join(root, 'mods-enabled', file));
		}
	}
}

/** Whom the servers run as if we are root, which Apache and PHP refuse to be: somebody who owns the folder and nothing else. */
function giveToNobody(folder: string): { uid?: number; gid?: number } {
	if (process.getuid?.() !== 0) return {};
	execFileSync('chown', ['--recursive', 'nobody:nogroup', folder]);
	const { uid, gid } = fs.statSync(folder);
	return { uid, gid };
}

/** Free ports, all at once so that no two are the same. */
async function freePorts(names: readonly string[]): Promise<Record<string, number>> {
	const listeners = names.map(() => createServer());
	const ports = await Promise.all(listeners.map(listen));
	for (const listener of listeners) listener.close();
	return Object.fromEntries(names.map((name, index) => [name, ports[index] ?? 0]));
}

/** Resolves once something listens on a port, which takes parts of a second. */
async function untilOpen(port: number): Promise<void> {
	const isOpen = async () => {
		const socket = connect(port, '127.0.0.1');
		const connected = once(socket, 'connect').then(() => true);
		return await connected.catch(() => false).finally(() => socket.destroy());
	};
	await until(`somebody who listens on port ${port}`, isOpen, Boolean);
}
