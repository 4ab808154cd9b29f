/** Who the playground's n8n belongs to. Not a secret: that n8n listens on this machine's loopback address only. */
export const login = { email: 'owner@example.com', password: 'Playground1' };

/** Makes n8n take the owner from its environment, at every start, instead of asking the first visitor to sign up. */
export const ownerEnvironment = {
	N8N_INSTANCE_OWNER_MANAGED_BY_ENV: 'true',
	N8N_INSTANCE_OWNER_EMAIL: login.email,
	N8N_INSTANCE_OWNER_FIRST_NAME: 'Playground',
	N8N_INSTANCE_OWNER_LAST_NAME: 'Owner',
	// bcrypt of the password above; n8n takes no other form of it.
	N8N_INSTANCE_OWNER_PASSWORD_HASH: '$2a$10$7GtIBxJWPe3ZKoXdUnsfMuPunRsEze8ns5nIcogkBaqaer460di3i',
};
