export { ecsFormat } from './ecs-format.ts';
export type { EcsFormatOptions } from './ecs-format.ts';
export { ECS_FIELDS, ECS_VERSION } from './ecs-fields.ts';
export type { EcsField, EcsType } from './ecs-fields.ts';
export { ecsTemplate } from './ecs-template.ts';
export type { EcsTemplate, EcsTemplateOptions } from './ecs-template.ts';
export { fromEcs } from './from-ecs.ts';
