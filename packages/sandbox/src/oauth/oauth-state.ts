import * as z from "zod";

const Grant = z.object({
  scopes: z.array(z.string()),
  /** Milliseconds since 1970; null: never. */
  expiresAt: z.number().nullable(),
});

/** Tokens and codes by their own text. */
export const OAuthState = z.object({
  codes: z.record(
    z.string(),
    Grant.extend({ redirectUri: z.string(), codeChallenge: z.string().nullable() }),
  ),
  accessTokens: z.record(z.string(), Grant),
  refreshTokens: z.record(z.string(), Grant),
});
export type OAuthState = z.infer<typeof OAuthState>;
