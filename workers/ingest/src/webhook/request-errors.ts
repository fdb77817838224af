import { PipelineError } from "@coccinelle/core";

/** A body, or the event made of it, that is larger than what is taken. */
export class PayloadTooLargeError extends PipelineError {
  readonly retryable = false;
}

/** A route that is there, but not for this method. */
export class MethodNotAllowedError extends PipelineError {
  readonly retryable = false;
  readonly allow: string;

  constructor(allow: string) {
    super(`only ${allow} is allowed here`);
    this.allow = allow;
  }
}
