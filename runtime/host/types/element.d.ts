/**
 * The custom element `<av-messenger>`. Importing `avmsdk/element` in a browser defines it; on a server the
 * import does nothing.
 *
 * @packageDocumentation
 */

import type { InitOptions } from './index.js';

/**
 * The widget as an element: it starts when the element comes into a page and ends when it leaves.
 *
 * Every option of `init` whose value is a text, a number or a boolean is an attribute in kebab-case:
 * `integration-id`, `config-base-url`, `sound-notification-enabled="false"`. `integration-order` is a list with
 * commas; `custom-colors`, `custom-text`, `menu-items` and `prechat-capture` are JSON. `public-path` says where the
 * widget's files are, where the module does not know it. Attributes are read when the element comes into the
 * page. With `embedded` the widget fills the element, which needs `display: block` and a height.
 *
 * It emits no events of its own: bind to those of `AvMessagingSdk`.
 */
export declare class AvMessengerElement extends HTMLElement {
  /** Settles as `init` does. A new promise each time the element comes into a page. */
  readonly ready: Promise<void>;
  /** Options that no attribute can hold, such as `delegate`. Attributes win. To be set before the element is in a page. */
  options?: InitOptions;
}

declare global {
  interface HTMLElementTagNameMap {
    'av-messenger': AvMessengerElement;
  }
}
