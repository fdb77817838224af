/** The exit codes of a command that did not do all that it was asked for. */
export const EXIT_CODES = {
  /** The API refused it, or something failed. */
  failed: 1,
  /** The command itself is wrong. */
  usage: 2,
  /** The command was done, but some of its parts failed. */
  incomplete: 3,
} as const;

/** Ends the command with a message for the operator. */
export class OpsFailure extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT_CODES.failed, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
