/** An application that people may grant access to. */
export interface OAuthApp {
  clientId: string;
  clientSecret: string;
  accessTokenSeconds: number;
  /** Null: refresh tokens do not expire by themselves. */
  refreshTokenSeconds: number | null;
  /** Whether each refresh gives a new refresh token and ends the old one. */
  rotatesRefreshTokens: boolean;
  /** Whether a refresh token that does not rotate lives on from each use. Default false. */
  extendsRefreshTokens?: boolean;
}
