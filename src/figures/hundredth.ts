/** Rounding for drawing: what is finer than a hundredth of a unit nobody sees, and paths stay short. */

/** Nearest multiple of 1/100, halves upwards. */
export const hundredth = (value: number): number => Math.round(value * 100) / 100
