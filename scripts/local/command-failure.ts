/** A command cannot do its work, for a reason that its user can act on. */
export class CommandFailure extends Error {}
