import fc from 'fast-check';

import { removeUserFolder } from '../../dev/engine/environment.cts';

// A test file may import n8n-workflow or n8n-core before the engine; the settings have to be there by then.
afterAll(removeUserFolder);

// What passed once passes again, on every machine: new inputs are for `npm run fuzz`.
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 1 });

// jest keeps a hundred lines of every stack, and `expect` makes a stack each time that it is called.
Error.stackTraceLimit = 10;
