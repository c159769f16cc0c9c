// The classic script: <script src="/tallystick.js" data-token-url="/csrf-token"></script>
import { install } from './index.js';
import { attribute, property } from './target.js';

const script = property<Element | null>(Document.prototype, 'currentScript', document);
const said = (name: string) => (script && attribute(script, 'data-' + name)) || undefined;

install({
  tokenUrl: said('token-url'),
  cookie: said('cookie'),
  headerName: said('header-name'),
  parameterName: said('parameter-name'),
});
