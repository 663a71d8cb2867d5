export declare const SERVICE_NAMES: readonly string[];
