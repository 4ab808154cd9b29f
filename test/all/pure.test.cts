import { runAll } from './allTests.cts';

runAll('pure');
