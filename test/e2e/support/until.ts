export { until } from '../../../playground';
