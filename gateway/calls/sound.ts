/** Tells sound from silence. Pure. */

/** Root mean square of 16-bit samples above which there is sound: −48 dB of full scale, well over the noise of a telephone line and under a low voice. */
const SOUND_RMS = 130;

export function isSound(samples: Int16Array): boolean {
  if (samples.length === 0) return false;
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / samples.length) > SOUND_RMS;
}
