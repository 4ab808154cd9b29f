import { runAll } from './allTests.cts';

runAll('node', 'tools', 'pure');
