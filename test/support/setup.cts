import { removeUserFolder } from '../../dev/engine/environment.cts';

// A test file may import n8n-workflow or n8n-core before the engine; the settings have to be there by then.
afterAll(removeUserFolder);
