import path from 'node:path';
import { defaultDataFolder } from '../../../dev/playground/paths.cts';

/** Where these tests keep the packed node, n8n's data and all logs, until the next run. */
export const folder = path.join(defaultDataFolder, 'queue');
