// How each registry family says no (endpoint x credential state -> status, headers, body). `say` maps a kind of refusal to an answer {status, headers, body} (or a function
// making one; `this` is the FakeRegistry, the argument the request's context).
const a = (status, body, headers = {}) => ({ status, body, headers });
const www = v => ({ 'www-authenticate': v });
const npmPath = (name, version) => `${name}/-/${name.split('/').pop()}-${version}.tgz`;

const EXPIRED_NOTICE = 'Access token expired or revoked. Please try logging in again.';

const generic = {
  accepts: ['bearer', 'basic'],
  access: 'private',
  tokenAsPassword: true,
  anyUser: false,
  strictBad: true, // a bad credential is refused even where nobody needs one
  webLogin: false,
  tarballPath: npmPath,
  outside: () => a(404, '<html><body><h1>404 Not Found</h1></body></html>', { 'content-type': 'text/html' }),
  say: {
    'none-read': a(401, { error: 'authentication required' }, www('Basic realm="registry"')),
    'bad-read': a(401, { error: 'invalid credentials' }, www('Basic realm="registry"')),
    'expired-read': a(401, { error: 'token expired' }, www('Basic realm="registry"')),
    'no-access-read': a(403, { error: 'forbidden' }),
    'no-scope-read': a(403, { error: 'insufficient scope' }),
    'none-write': a(401, { error: 'authentication required' }, www('Basic realm="registry"')),
    'bad-write': a(401, { error: 'invalid credentials' }, www('Basic realm="registry"')),
    'expired-write': a(401, { error: 'token expired' }, www('Basic realm="registry"')),
    'no-access-write': a(403, { error: 'forbidden' }),
    'no-scope-write': a(403, { error: 'insufficient scope' }),
    'no-such-scope': a(404, { error: 'not_found' }),
    'none-whoami': a(401, { error: 'authentication required' }),
    'bad-whoami': a(401, { error: 'invalid credentials' }),
    'bad-login': a(401, { error: 'bad username or password' }),
    'no-such-endpoint': a(404, { error: 'not found' }),
    missing: a(404, { error: 'not_found' }),
    conflict: ({ version }) => a(409, { error: `version ${version} exists` }),
    otp: a(401, { error: 'one-time password required' }, www('OTP')),
    ip: a(401, { error: 'ip address not allowed' }, www('ipaddress')),
    'needs-2fa-token': a(403, { error: 'two-factor authentication required' }),
  },
};

const npmjs = {
  access: 'public',
  tokenAsPassword: false,
  strictBad: false,
  webLogin: true,
  notice: EXPIRED_NOTICE,
  say: {
    'none-read': a(404, { error: 'Not found' }),
    'bad-read': a(404, { error: 'Not found' }, { 'npm-notice': EXPIRED_NOTICE }),
    'expired-read': a(404, { error: 'Not found' }, { 'npm-notice': EXPIRED_NOTICE }),
    'no-access-read': a(404, { error: 'Not found' }),
    'no-scope-read': a(404, { error: 'Not found' }),
    'none-write': a(401, { error: 'You must be logged in to publish packages.' }),
    'bad-write': a(404, { error: 'Not found' }, { 'npm-notice': EXPIRED_NOTICE }),
    'expired-write': a(404, { error: 'Not found' }, { 'npm-notice': EXPIRED_NOTICE }),
    'no-access-write': ({ name }) => a(403, { error: `You do not have permission to publish "${name}". Are you logged in as the correct user?` }),
    'no-scope-write': a(403, { error: 'You may not perform that action with these credentials.' }),
    'no-such-scope': a(404, { error: 'Not found' }),
    'none-whoami': a(401, {}),
    'bad-whoami': a(401, {}, { 'npm-notice': EXPIRED_NOTICE }),
    'bad-login': a(401, { ok: false }),
    missing: ({ cred }) => a(404, { error: 'Not found' }, ['invalid', 'expired', 'revoked'].includes(cred?.state) ? { 'npm-notice': EXPIRED_NOTICE } : {}),
    conflict: ({ version }) => a(403, { error: `You cannot publish over the previously published versions: ${version}.` }),
    otp: a(401, { error: 'You must provide a one-time pass. Upgrade your client to npm@latest in order to use 2FA.' }, www('OTP')),
    'needs-2fa-token': a(403, { error: 'Two-factor authentication or granular access token with bypass 2fa enabled is required to publish packages.' }),
  },
};

// every 401 is without a challenge today
const ghBad = a(401, { error: 'unauthenticated: User cannot be authenticated with the token provided.' });
const ghNone = a(401, { error: 'authentication token not provided' });
const ghScope = a(403, { error: 'Permission permission_denied: The token provided does not match expected scopes.' });
const github = {
  anyUser: true,
  tarballPath: (name, version, t) => `download/${name}/${version}/${t.shasum}`,
  noTokens: true,
  say: {
    'none-read': ghNone, 'bad-read': ghBad, 'expired-read': ghBad, 'no-scope-read': ghScope,
    'no-access-read': ({ cred }) => a(403, { error: /^ghs_/.test(cred.token || '') ? 'Permission installation not allowed to Read organization package' : 'Permission permission_denied: read_package' }),
    'none-write': ghNone, 'bad-write': ghBad, 'expired-write': ghBad, 'no-scope-write': ghScope,
    'no-access-write': a(403, { error: 'Permission permission_denied: write_package' }),
    'no-such-scope': a(403, { error: 'Permission permission_denied: The requested installation does not exist.' }),
    'none-whoami': ghNone, 'bad-whoami': ghBad, 'bad-login': ghBad,
    missing: ({ name }) => a(404, { error: `npm package "${name.split('/').pop()}" does not exist under owner "${(name.split('/')[0] || '').replace('@', '')}"` }),
    conflict: a(409, { error: 'Cannot publish over existing version.' }),
  },
};

const glDead = text => a(401, { error: 'invalid_token', error_description: text }, www(`Bearer realm="The API", error="invalid_token", error_description="${text}"`));
const glBad = action => ({ cred, auth }) => cred.state === 'revoked' ? glDead('Token was revoked. You have to re-authorize from the user.')
  : action === 'read' && /^glcbt-/.test(auth.token || '') ? a(404, { message: '404 Project Not Found' }) : a(401, { message: '401 Unauthorized' });
const glWeak = a(403, { error: 'insufficient_scope', error_description: 'The request requires higher privileges than provided by the access token.', scope: 'api' });
const gitlab = {
  accepts: ['bearer'],
  tarballPath: (name, version) => `${name}/-/${name}-${version}.tgz`,
  noWhoami: true, noTokens: true, noCouchLogin: true, noPing: true,
  outside: () => a(404, { error: '404 Not Found' }),
  say: {
    'none-read': a(404, { message: '404 Project Not Found' }), 'bad-read': glBad('read'),
    'expired-read': glDead('Token is expired. You can either do re-authorization or token refresh.'),
    'no-scope-read': glWeak, 'no-access-read': a(404, { message: '404 Project Not Found' }),
    'none-write': a(401, { message: '401 Unauthorized' }), 'bad-write': glBad('write'),
    'expired-write': glDead('Token is expired. You can either do re-authorization or token refresh.'),
    'no-scope-write': glWeak, 'no-access-write': a(403, { message: '403 Forbidden' }),
    missing: a(404, { message: '404 Packages Not Found' }),
    conflict: a(403, { message: 'Package already exists.' }),
    'no-such-endpoint': a(404, { error: '404 Not Found' }),
  },
};

const AZ = 'Basic realm="https://pkgsprodsu3weu.app.pkgs.visualstudio.com/"';
const azNone = a(401, '', www(`Bearer authorization_uri=https://login.windows.net/00000000-0000-0000-0000-000000000000, ${AZ}, TFS-Federated`));
const azBad = a(401, '', www(AZ));
const azDeny = right => a(403, { $id: '1', innerException: null, message: `User '6f1e0c1a-0000-4000-8000-000000000000' lacks permission to complete this action. You need to have '${right}'. (DevOps Activity ID: 0b1c2d3e-0000-4000-8000-000000000000)`, typeKey: 'FeedNeedsPermissionsException', errorCode: 0 });
const azure = {
  anyUser: true,
  noWhoami: true, noTokens: true, noCouchLogin: true, noPing: true,
  say: {
    'none-read': azNone, 'bad-read': azBad, 'expired-read': azBad, 'no-scope-read': azBad, 'no-access-read': azDeny('ReadPackages'),
    'none-write': azNone, 'bad-write': azBad, 'expired-write': azBad, 'no-scope-write': azDeny('AddPackage'), 'no-access-write': azDeny('AddPackage'),
    missing: ({ name }) => a(404, { $id: '1', message: `The package '${name}' could not be found in the feed.`, typeKey: 'PackageNotFoundException' }),
    conflict: a(403, { $id: '1', message: 'The feed already contains this version.', typeKey: 'PackageAlreadyExistsException' }),
    'no-such-endpoint': ({ cred }) => cred.state === 'ok' ? a(404, '') : azNone,
  },
};

const caNo = a(401, '', www('Bearer realm="acme/shared", Basic realm="acme/shared"'));
const caDeny = what => a(403, { message: `User: arn:aws:sts::111122223333:assumed-role/ci/build is not authorized to perform: codeartifact:${what} on resource: arn:aws:codeartifact:eu-west-1:111122223333:repository/acme/shared` });
const codeartifact = {
  anyUser: true,
  noTokens: true, noCouchLogin: true, noWhoami: true, pingNeedsAuth: true,
  say: {
    'none-read': caNo, 'bad-read': caNo, 'expired-read': caNo, 'no-scope-read': caDeny('ReadFromRepository'), 'no-access-read': caDeny('ReadFromRepository'),
    'none-write': caNo, 'bad-write': caNo, 'expired-write': caNo, 'no-scope-write': caDeny('PublishPackageVersion'), 'no-access-write': caDeny('PublishPackageVersion'),
    'none-whoami': caNo, 'bad-whoami': caNo,
    'no-such-endpoint': ({ cred }) => cred.state === 'ok' ? a(404, '') : caNo,
    conflict: a(409, { message: 'Package version already exists' }),
  },
};

const ART = www('Basic realm="Artifactory Realm"');
const art = message => a(401, { errors: [{ status: 401, message }] }, ART);
const artBad = ({ cred }) => art(cred.type === 'bearer' ? 'Props Authentication Token not found' : 'Bad Credentials');
const artExpired = ({ cred }) => art(cred.type === 'bearer' ? 'Token failed verification: expired' : 'Bad Credentials');
const artDeny = ({ name }) => a(403, { error: 'forbidden', reason: `Not enough permissions for ${name}` });
const artifactory = {
  tarballPath: (name, version) => `${name}/-/${name}-${version}.tgz`,
  noTokens: true,
  say: {
    'none-read': art('Authentication is required'), 'bad-read': artBad, 'expired-read': artExpired, 'no-scope-read': artDeny, 'no-access-read': artDeny,
    'none-write': art('Authentication is required'), 'bad-write': artBad, 'expired-write': artExpired, 'no-scope-write': artDeny, 'no-access-write': artDeny,
    'none-whoami': art('Authentication is required'), 'bad-whoami': ctx => ctx.cred.state === 'expired' ? artExpired(ctx) : artBad(ctx),
    'bad-login': art('Bad Credentials'),
    missing: a(404, { error: 'not_found', reason: 'document not found' }),
    conflict: a(403, { error: 'forbidden', reason: 'Not enough permissions to overwrite artifact (needs DELETE permission).' }),
  },
};

const nxNo = a(401, '', www('BASIC realm="Sonatype Nexus Repository Manager"'));
const nexus = {
  tokenAsPassword: false,
  noTokens: true,
  pingRefusesBad: true,
  whoami: cred => cred.state === 'ok' ? a(200, { username: cred.user }) : cred.state === 'none' ? a(200, { username: 'anonymous' }) : nxNo,
  say: {
    'none-read': nxNo, 'bad-read': nxNo, 'expired-read': nxNo, 'no-scope-read': a(403, ''), 'no-access-read': a(403, ''),
    'none-write': nxNo, 'bad-write': nxNo, 'expired-write': nxNo, 'no-scope-write': a(403, ''), 'no-access-write': a(403, ''),
    'bad-login': a(401, { success: false, error: 'Bad username or password' }), 'bad-ping': nxNo,
    conflict: a(400, { success: false, error: 'Repository does not allow updating assets' }),
    missing: ({ name }) => a(404, { success: false, error: `Package '${name}' not found` }),
    'no-such-endpoint': a(404, ''),
  },
};

const VD = www('Basic, Bearer');
const vdRead = ({ name }) => a(401, { error: `authorization required to access package ${name}` }, VD);
const vdWrite = ({ name }) => a(401, { error: `authorization required to publish package ${name}` }, VD);
const vdNoRead = ({ name, cred }) => a(403, { error: `user ${cred.user} is not allowed to access package ${name}` });
const vdNoWrite = ({ name, cred }) => a(403, { error: `user ${cred.user} is not allowed to publish package ${name}` });
const verdaccio = {
  tokenAsPassword: false,
  strictBad: false, // a bad token counts as nobody
  absentFirst: true,
  whoami: cred => a(200, cred.state === 'ok' ? { username: cred.user } : {}), // 200 for dead tokens, too
  logoutKeepsToken: true,
  say: {
    'none-read': vdRead, 'bad-read': vdRead, 'expired-read': vdRead, 'no-scope-read': vdNoRead, 'no-access-read': vdNoRead,
    'none-write': vdWrite, 'bad-write': vdWrite, 'expired-write': vdWrite, 'no-scope-write': vdNoWrite, 'no-access-write': vdNoWrite,
    'none-whoami': a(401, { error: 'no credentials provided' }, VD), 'bad-whoami': a(401, { error: 'no credentials provided' }, VD),
    'bad-login': a(401, { error: 'unauthorized access' }, VD),
    missing: a(404, { error: 'no such package available' }),
    conflict: a(409, { error: 'this package is already present' }),
    'no-such-endpoint': a(404, '<!DOCTYPE html><pre>Cannot POST /-/v1/login</pre>', { 'content-type': 'text/html' }),
  },
};

const GT = a(401, 'reqPackageAccess', { ...www('Basic realm="Gitea Package API"'), 'content-type': 'text/plain' });
const gitea = {
  noTokens: true, noCouchLogin: true, noWhoami: true, noPing: true,
  tarballPath: (name, version) => `${name}/-/${version}/${name.split('/').pop()}-${version}.tgz`,
  say: { // a missing permission is 401, too
    'none-read': GT, 'bad-read': GT, 'expired-read': GT, 'no-scope-read': GT, 'no-access-read': GT,
    'none-write': GT, 'bad-write': GT, 'expired-write': GT, 'no-scope-write': GT, 'no-access-write': GT,
    'none-whoami': GT, 'bad-whoami': GT,
    missing: a(404, { error: '' }), 'no-such-endpoint': a(404, ''),
    conflict: a(409, { error: 'package version already exists' }),
  },
};

const csNo = text => a(401, { detail: text });
const cloudsmith = { // little is established: status only
  anyUser: true,
  noTokens: true,
  say: {
    'none-read': csNo('Authentication credentials were not provided.'), 'bad-read': csNo('Invalid API key or entitlement token.'), 'expired-read': csNo('Invalid API key or entitlement token.'),
    'no-access-read': a(404, { detail: 'Not found.' }), 'no-scope-write': a(403, { detail: 'You do not have permission to perform this action.' }), 'no-access-write': a(403, { detail: 'You do not have permission to perform this action.' }),
  },
};

export const profiles = {
  generic, npmjs, 'github-packages': github, gitlab, 'azure-artifacts': azure, codeartifact, artifactory, nexus, verdaccio, cloudsmith, gitea,
};
for (const p of Object.values(profiles)) p.say = { ...generic.say, ...p.say };
