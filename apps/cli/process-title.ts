// Before anything else is loaded: the name takes the place of the command line, which every account of the machine can
// read (`ps`) and which may hold a link's secret or the words of a reflection.
process.title = 'mirrorctl';
