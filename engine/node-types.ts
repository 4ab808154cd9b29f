export { bareNodeType } from './nodeTypes';
