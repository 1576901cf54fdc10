/** The part of dmn-moddle the tests use; it has no types of its own. */
declare module 'dmn-moddle' {
  export class DmnModdle {
    fromXML(text: string): Promise<{ readonly rootElement: unknown; readonly warnings: readonly unknown[] }>
    toXML(root: unknown, options: { readonly format: boolean }): Promise<{ readonly xml: string }>
  }
}
