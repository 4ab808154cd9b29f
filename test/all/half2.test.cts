import { runAll } from './allTests.cts';

runAll('run');
