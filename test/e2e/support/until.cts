export { until } from '../../../dev/playground/index.cts';
