import { ConfigurationError } from "@coccinelle/core";

type VariableName = { [Name in keyof Env]: Env[Name] extends string ? Name : never }[keyof Env];

/** @throws ConfigurationError naming the variable that is missing, and what for */
export function requiredVariable(env: Env, name: VariableName, purpose: string): string {
  if (env[name]) return env[name];
  throw new ConfigurationError(`${name} is not set: ${purpose} without it`);
}
