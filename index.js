// For those who load the package themselves; n8n finds the files through the "n8n" section of package.json.
module.exports = {
	...require('./dist/credentials/TrackfinityApi.credentials.js'),
	...require('./dist/credentials/TrackfinityDeleteApi.credentials.js'),
	...require('./dist/nodes/Trackfinity/Trackfinity.node.js'),
};
