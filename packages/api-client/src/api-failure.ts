/**
 * Why a call brought no answer of the API:
 * - `unreachable`: no response came
 * - `redirected`: the server sends the caller to another page, such as a login
 * - `refused`: the response tells of a failure
 * - `foreign`: the response is a success and does not look like one of this API
 */
export type ApiFailureKind = "unreachable" | "redirected" | "refused" | "foreign";

interface ApiFailureOptions extends ErrorOptions {
  status?: number;
  code?: string;
}

/** A call of the API that did not succeed. Its message is for people. */
export class ApiFailure extends Error {
  readonly kind: ApiFailureKind;
  /** The status and the code of a refusal; a proxy before the API may answer without a code. */
  readonly status: number | null;
  readonly code: string | null;

  constructor(kind: ApiFailureKind, message: string, { status, code, cause }: ApiFailureOptions = {}) {
    super(message, { cause });
    this.name = "ApiFailure";
    this.kind = kind;
    this.status = status ?? null;
    this.code = code ?? null;
  }
}
