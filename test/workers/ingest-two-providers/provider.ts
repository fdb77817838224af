import * as z from "zod";

/** Stands in for the file of this name in core: a second provider has its name in the list. */
export const Provider = z.enum(["twilio", "pigeon"]);
