/** A command fails for a reason that its user can do something about. */
export class CommandFailure extends Error {}
