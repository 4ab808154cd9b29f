// Loaded into n8n before its own code. n8n 2.41 supports no SQLite in queue mode, as it says in its log: its driver then waits
// one second for what another process writes, too short for a busy machine. A minute makes it do, without another database.
import { createRequire } from 'node:module';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
	const sqlite3 = createRequire(process.argv[1])('sqlite3');
	sqlite3.Database = class extends sqlite3.Database {
		constructor(...args) {
			super(...args);
			this.configure('busyTimeout', 60_000);
		}
	};
}
