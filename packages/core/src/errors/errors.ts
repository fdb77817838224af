/** Ids that help to find what failed. Never a person's data, a message or a token: it is logged. */
export type ErrorContext = Readonly<Record<string, string | number | boolean | null>>;

interface PipelineErrorOptions {
  context?: ErrorContext;
  cause?: unknown;
}

/** The root of this project's errors: each says whether trying again can help. */
export abstract class PipelineError extends Error {
  abstract readonly retryable: boolean;
  readonly context: ErrorContext;

  constructor(message: string, { context = {}, cause }: PipelineErrorOptions = {}) {
    super(message, { cause });
    this.name = new.target.name;
    this.context = context;
  }
}

/** A request that its claimed sender did not sign. */
export class InvalidSignatureError extends PipelineError {
  readonly retryable = false;
}

/** Input that cannot be read. The message names the field, never its value. */
export class InvalidPayloadError extends PipelineError {
  readonly retryable = false;
}

/** The value is taken: another customer or channel of the tenant has it. */
export class ConflictError extends PipelineError {
  readonly retryable = false;
}

/** What was asked for does not exist, or not for this tenant. */
export class NotFoundError extends PipelineError {
  readonly retryable = false;
}

/** A value that the Worker cannot do without is missing or wrong; the message names the variable. */
export class ConfigurationError extends PipelineError {
  readonly retryable = false;
}

/** Trying again would fail the same way. */
export class NonRetryableError extends PipelineError {
  readonly retryable = false;
}

/** Expected to pass: an outage, an overload, a lost connection. */
export class TransientError extends PipelineError {
  readonly retryable = true;
}

/** A limit was met: nothing more before the time is up. */
export class RetryAfterError extends PipelineError {
  readonly retryable = true;
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number, options?: PipelineErrorOptions) {
    super(message, options);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** A person has to authorise again; the message says in plain words why. */
export class AuthorizationError extends PipelineError {
  readonly retryable = false;
}

/** Retryable, unless the error itself says otherwise: an unknown error may pass. */
export function isRetryable(error: unknown): boolean {
  return error instanceof PipelineError ? error.retryable : true;
}

/** What an error says, for a log line or a dead letter. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
