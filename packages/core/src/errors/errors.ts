/**
 * Ids that help to find the failure. The context is logged, so it never holds a person's data, a message or a token.
 */
export type ErrorContext = Readonly<Record<string, string | number | boolean | null>>;

interface PipelineErrorOptions {
  context?: ErrorContext;
  cause?: unknown;
}

/** The base class of this project's errors. Each error says whether trying again can help. */
export abstract class PipelineError extends Error {
  abstract readonly retryable: boolean;
  readonly context: ErrorContext;

  constructor(message: string, { context = {}, cause }: PipelineErrorOptions = {}) {
    super(message, { cause });
    this.name = new.target.name;
    this.context = context;
  }
}

/** The sender that a request names did not sign it. */
export class InvalidSignatureError extends PipelineError {
  readonly retryable = false;
}

/** The input cannot be read. The message names the field, never its value. */
export class InvalidPayloadError extends PipelineError {
  readonly retryable = false;
}

/** Another customer or channel of the tenant has the value already. */
export class ConflictError extends PipelineError {
  readonly retryable = false;
}

/** The thing that was asked for does not exist, or belongs to another tenant. */
export class NotFoundError extends PipelineError {
  readonly retryable = false;
}

/** A variable that the Worker needs is missing or wrong. The message names the variable. */
export class ConfigurationError extends PipelineError {
  readonly retryable = false;
}

/** Trying again would fail the same way. */
export class NonRetryableError extends PipelineError {
  readonly retryable = false;
}

/** The failure is expected to pass: an outage, an overload, a lost connection. */
export class TransientError extends PipelineError {
  readonly retryable = true;
}

/** A limit was reached. No further call may be made before `retryAfterSeconds` have passed. */
export class RetryAfterError extends PipelineError {
  readonly retryable = true;
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number, options?: PipelineErrorOptions) {
    super(message, options);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** A person has to authorise again. The message says in plain words why. */
export class AuthorizationError extends PipelineError {
  readonly retryable = false;
}

/** Whether trying again can help. An error of an unknown kind may pass, so it is retryable. */
export function isRetryable(error: unknown): boolean {
  return error instanceof PipelineError ? error.retryable : true;
}

/** The message of an error, for a log line or a dead letter. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
