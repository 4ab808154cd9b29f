const fc = require('fast-check');

// A property that fails has noticed the mutant: nobody reads the smallest example of it.
fc.configureGlobal({ endOnFailure: true });
