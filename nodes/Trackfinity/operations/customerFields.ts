/** What Trackfinity knows of a person, by the names that it uses: the labels in the forms of several operations. */
export const personalFields = {
	address1: 'Address Line 1',
	address2: 'Address Line 2',
	city: 'City',
	country: 'Country',
	email: 'Email',
	firstname: 'First Name',
	lastname: 'Last Name',
	password: 'Password',
	state: 'State',
	username: 'Username',
	zip: 'ZIP Code',
} as const;
