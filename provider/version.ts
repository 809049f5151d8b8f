/** Version of this package, as outputs name it. */
export const PROVIDER_VERSION = "0.1.0";
