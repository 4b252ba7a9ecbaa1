// Parts that several drawings share. Of a pair only the left one is defined; the right
// one is its mirror image. Eyes are at height 20, mouths around 32.
export const parts = {
  // heads
  face: '#fff38a,fdb024 gO1.6@24,24,21',
  flushed: '#ffd97a,f2603a gL1.6@24,24,21',
  // eyes
  dots: '=k@16,20,2.7,3.7',
  happy: '=KM11.5,21.5q4.5-6,9,0',
  closed: '=KM11.5,19.5q4.5,5,9,0',
  squeezed: '=KM12.5,15.5l7,4.5l-7,4.5',
  balls: '=wK1.6@15.5,20,5.7,6.3',
  big: '=k@15,21,5,6 =w@13.5,18.5,2 =w@16.5,23.5,1.2',
  lids: '=wK1.6@15.5,20.5,5.8 =hK1.6M9.7,20.5a5.8,5.8,0,0,1,11.6,0z',
  // brows
  sad: '=KM9.5,14.5q4.5-.5,7.5-4',
  cross: '=KM10.5,12l8.5,4.5',
  raised: '=K2.2M11.5,11q4-3.5,8-.5',
  // mouths
  smile: 'KM15,30.5q9,9,18,0',
  frown: 'KM16.5,36q7.5-7,15,0',
  laugh: 'mM13.5,28.5h21q-.5,12-10.5,12t-10.5-12z pM17.5,37.5q6.5-5,13,0q-2.5,3-6.5,3t-6.5-3z',
  wave: 'KM14.5,34q2.4-4,4.8,0t4.7,0t4.7,0t4.8,0',
  grit: 'wK2M14,29.5h20q3,0,3,3.5t-3,3.5h-20q-3,0-3-3.5t3-3.5z K1.4M11.5,33h25M17.5,30v6M24,30v6M30.5,30v6',
  // extras
  blush: '=c@10.5,27.5,4.5,3',
  gloom: 'qM6,14.5a20.2,20.2,0,0,1,36,0q-18,5-36,0z',
  drop: 'bF1M39,7q-6.5,8.5,0,11q6.5-2.5,0-11z',
  tear: 'bF1M12,25q-5.5,7,0,9.5q5.5-2.5,0-9.5z',
  snort: 'face =KM10,12h8 balls k@12.8,20,2.4 k@29.8,20,2.4 KM14,35.5q3-5,10-2.5 wF1.2M12,30q-3-4-6-1q-5-1-4,3q-3,3,1,5q2,3,5,0q3,0,4-7z',
  heart: 'rL1M40,13q-9-6-7-10q4-3,7,1q3-4,7-1q2,4-7,10z',
};
