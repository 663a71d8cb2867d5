export { ecsFormat } from './ecs-format.ts';
export type { EcsFormatOptions } from './ecs-format.ts';
