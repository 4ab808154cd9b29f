// Enters a community package into n8n's database as n8n 2.41's installed packages repository does, so that n8n shows it
// under Settings, Community nodes. Runs on n8n's Node.js, which has node:sqlite; the one that runs npm may not.
//
// Usage: node recordPackage.mjs <database file> <JSON: { name, version, author, nodes: [{ name, type, latestVersion }] }>
import { DatabaseSync } from 'node:sqlite';

const [file, json] = process.argv.slice(2);
const { name, version, author, nodes } = JSON.parse(json);

const database = new DatabaseSync(file, { timeout: 10_000 });
database.exec('BEGIN IMMEDIATE');
database.prepare('DELETE FROM installed_nodes WHERE package = ?').run(name);
database.prepare('DELETE FROM installed_packages WHERE packageName = ?').run(name);
database
	.prepare(
		`INSERT INTO installed_packages
			(packageName, installedVersion, authorName, authorEmail, createdAt, updatedAt)
			VALUES (?, ?, ?, ?, strftime('%Y-%m-%d %H:%M:%f', 'now'), strftime('%Y-%m-%d %H:%M:%f', 'now'))`,
	)
	.run(name, version, author?.name ?? null, author?.email ?? null);
const insertNode = database.prepare(
	'INSERT INTO installed_nodes (name, type, latestVersion, package) VALUES (?, ?, ?, ?)',
);
for (const node of nodes) insertNode.run(node.name, node.type, node.latestVersion, name);
database.exec('COMMIT');
database.close();
