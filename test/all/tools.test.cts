import { runAll } from './allTests.cts';

runAll('tools');
