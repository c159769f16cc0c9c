// What a browser can't be made to show: methods that test servers refuse, and addresses that no test page has.
import { describe, expect, it } from 'vitest';
import { isUnsafe, needsToken, ownUrl } from '../../src/target.js';

describe('a method', () => {
  it.each(['GET', 'get', 'Head', 'OPTIONS', 'options', 'TRACE', 'QUERY'])('%s is safe', (method) => {
    expect(isUnsafe(method)).toBe(false);
  });

  it.each(['POST', 'post', 'PUT', 'delete', 'PATCH', 'patch', 'query', 'trace', 'Query', 'PROPFIND', 'x', 'GETX', ' GET'])(
    '%s is unsafe, as it is sent',
    (method) => {
      expect(isUnsafe(method)).toBe(true);
    },
  );
});

describe('an address', () => {
  it.each([
    '/echo',
    'echo',
    '',
    '#x',
    '?x',
    'https://bank.example/echo',
    'https://bank.example:443/echo',
    'HTTPS://BANK.EXAMPLE/echo',
    '//bank.example/echo',
    'https://ann@bank.example/',
  ])('%j is this site\'s', (url) => {
    expect(ownUrl(url)?.origin).toBe('https://bank.example');
  });

  it.each([
    'http://bank.example/echo',
    'https://bank.example:8443/',
    'https://bank.example.evil.example/',
    'https://www.bank.example/',
    'https://bank.example./',
    'https://bank.example@evil.example/',
    'https://evil.example\\@bank.example/',
    'blob:https://bank.example/0f1a',
    'data:text/html,x',
    'javascript:1',
    'about:blank',
    'file:///etc/passwd',
    'filesystem:https://bank.example/temporary/x',
    'ws://bank.example/',
    'wss://bank.example/',
    'mailto:ann@bank.example',
    'https://',
    'https://[/',
    'https://bank.example:99999/',
  ])('%j is not', (url) => {
    expect(ownUrl(url)).toBeUndefined();
  });

  it('that isn\'t this site\'s needs no token, whatever the method and the headers', () => {
    expect(needsToken('POST', undefined, () => true)).toBe(false);
  });
});
