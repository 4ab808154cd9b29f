export { until } from '../../../playground/index.cts';
