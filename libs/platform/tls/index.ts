/**
 * A node's own certificates: an authority that may sign for one host, and the server certificate it signs. Written with
 * node:crypto and the little of DER that it takes; reading and checking are node:crypto's.
 */
export { type Certified, issueServerCertificate, makeAuthority, mayCertify } from './authority.js';
export { type Host, isPublic, parseHost } from './host.js';
export { type CertificateTrouble, certificateEnd, certificateFingerprint, isAuthority, troubleWith } from './inspection.js';
