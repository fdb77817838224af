import { NonRetryableError } from "@coccinelle/core";

/** A newer pass took over, or the integration was paused, switched off or deleted: this pass writes nothing more. */
export class PassStoppedError extends NonRetryableError {}
