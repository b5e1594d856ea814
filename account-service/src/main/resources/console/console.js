'use strict';
const $ = id => document.getElementById(id);
let token = sessionStorage.getItem('openmimc-token') || '';
let shown = null, next = null;

function say(text) { $('message').textContent = text || ''; $('message').hidden = !text; }
function view(signedIn) {
  $('sign-in').hidden = signedIn;
  $('apps').hidden = $('sign-out').hidden = !signedIn;
  if (!signedIn) $('app').hidden = $('secret').hidden = true;
}
async function call(method, path, body) {
  const answer = await fetch('/api/admin/apps' + path, {
    method, headers: { Authorization: 'Bearer ' + token, ...(body && { 'Content-Type': 'application/json' }) },
    body: body && JSON.stringify(body) });
  const envelope = await answer.json();
  if (envelope.code === 401) signOut();
  if (envelope.code !== 200) throw new Error(envelope.message);
  return envelope.data;
}
// One action at a time; what fails is said, never swallowed.
async function act(work) {
  say('');
  document.querySelectorAll('button').forEach(b => b.disabled = true);
  try { await work(); } catch (e) { say(e.message); }
  finally { document.querySelectorAll('button').forEach(b => b.disabled = false); }
}
function signOut() {
  token = ''; sessionStorage.removeItem('openmimc-token'); $('rows').replaceChildren();
  ['secret-id', 'secret-key', 'secret-value'].forEach(id => $(id).textContent = '');
  view(false);
}
function cell(content, code) {
  const td = document.createElement('td');
  if (code) { const c = document.createElement('code'); c.textContent = content; td.append(c); }
  else if (content instanceof Node) td.append(content); else td.textContent = content;
  return td;
}
function row(app) {
  const tr = document.createElement('tr'), open = document.createElement('button');
  open.textContent = 'Show';
  open.setAttribute('aria-label', 'Show ' + app.name);
  open.onclick = () => act(async () => show(await call('GET', '/' + app.appId)));
  tr.append(cell(app.name), cell(app.package), cell(app.appId, true), cell(open));
  return tr;
}
async function list(after) {
  const page = await call('GET', after ? '?after=' + after : '');
  if (!after) $('rows').replaceChildren();
  page.apps.forEach(app => $('rows').append(row(app)));
  next = page.next;
  $('more').hidden = !next;
  $('none').hidden = $('rows').children.length > 0;
}
function show(app) {
  shown = app;
  $('app-name').textContent = app.name;
  const facts = { appId: app.appId, appKey: app.appKey, package: app.package,
    secrets: app.rotating ? 'two valid: the new one and the old one' : 'one valid',
    'accounts live': app.temporaryTtlSeconds ? app.temporaryTtlSeconds + ' s' : 'for ever',
    'CORS origins': app.corsOrigins.join(', ') || 'the default of the services',
    'tokens valid from': app.tokensValidFrom ? new Date(app.tokensValidFrom).toLocaleString() : 'always',
    created: new Date(app.createdAt).toLocaleString(), changed: new Date(app.updatedAt).toLocaleString() };
  for (const [name, value] of Object.entries(app.limits)) facts[name] = value + (app.ownLimits[name] === null ? '' : ' (own)');
  $('app-facts').replaceChildren(...Object.entries(facts).flatMap(([name, value]) => {
    const dt = document.createElement('dt'), dd = document.createElement('dd');
    dt.textContent = name; dd.textContent = value;
    return [dt, dd];
  }));
  $('ttl').value = app.temporaryTtlSeconds;
  $('end-old').hidden = !app.rotating;
  $('rotate').hidden = app.rotating;
  $('app').hidden = false;
  $('app').scrollIntoView({ block: 'nearest' });
}
function reveal(app) {
  $('secret-id').textContent = app.appId;
  $('secret-key').textContent = app.appKey;
  $('secret-value').textContent = app.appSecret;
  $('secret').hidden = false;
  $('secret').scrollIntoView({ block: 'nearest' });
}
$('sign-in-form').onsubmit = event => {
  event.preventDefault();
  token = $('token').value.trim();
  act(async () => { await list(); sessionStorage.setItem('openmimc-token', token); $('token').value = ''; view(true); });
};
$('sign-out').onclick = signOut;
$('more').onclick = () => act(() => list(next));
$('create').onsubmit = event => {
  event.preventDefault();
  act(async () => {
    const app = await call('POST', '', { name: $('name').value, package: $('package').value });
    $('create').reset(); reveal(app); await list();
  });
};
$('lives').onsubmit = event => {
  event.preventDefault();
  act(async () => show(await call('PUT', '/' + shown.appId, { temporaryTtlSeconds: Number($('ttl').value) })));
};
$('rotate').onclick = () => act(async () => {
  if (!confirm('Give ' + shown.name + ' a new secret? The old one stays valid until you end it.')) return;
  const app = await call('POST', '/' + shown.appId + '/secret', {});
  reveal(app); show(app);
});
$('end-old').onclick = () => act(async () => {
  if (confirm('End the old secret of ' + shown.name + '? Servers that still use it are refused from now on.'))
    show(await call('DELETE', '/' + shown.appId + '/secret/old'));
});
$('delete').onclick = () => act(async () => {
  if (prompt('Deleting an app deletes its accounts and ends its tokens for good. Type its name to go on.') !== shown.name) return;
  await call('DELETE', '/' + shown.appId);
  $('app').hidden = true; await list();
});
$('close').onclick = () => { $('app').hidden = true; };
$('secret-done').onclick = () => {
  ['secret-id', 'secret-key', 'secret-value'].forEach(id => $(id).textContent = '');
  $('secret').hidden = true;
};
$('secret-copy').onclick = () => act(() => navigator.clipboard.writeText(JSON.stringify({
  appId: $('secret-id').textContent, appKey: $('secret-key').textContent, appSecret: $('secret-value').textContent })));
if (token) act(async () => { await list(); view(true); });
