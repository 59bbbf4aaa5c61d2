/**
 * Words that people build passwords of, in letters only, as they head every published list of leaked passwords. The policy strips
 * digits, signs and disguises before it looks here.
 */
export const commonWords: ReadonlySet<string> = new Set(
  `
  password passwort passwords passwordpassword mypassword pass passw passwd passphrase secret secrets mysecret
  qwerty qwertyuiop qwertz azerty asdf asdfgh asdfghjkl zxcvbnm qazwsx qazwsxedc qwertyqwerty asdfasdf
  admin administrator root user guest test testing tester default changeme login welcome letmein access master
  azora azoraos student students teacher teachers learner instructor school education classroom university college
  iloveyou loveyou lovely love princess prince sunshine monkey dragon football soccer baseball basketball hockey cricket
  rugby liverpool arsenal chelsea manchester barcelona juventus superman batman spiderman pokemon naruto starwars
  michael jennifer jessica ashley nicole daniel thomas robert jordan hunter charlie andrew joshua matthew anthony
  shadow killer trustno trustnoone whatever nothing freedom forever friends family mother father brother sister
  summer winter autumn spring january february march april june july august september october november december
  monday tuesday wednesday thursday friday saturday sunday computer internet google facebook instagram whatsapp
  hello hellohello helloworld goodluck blessed jesus jesuschrist godisgood godislove mustang ferrari porsche corvette
  flower butterfly purple orange yellow chocolate cookie banana pepper ginger buster tigger snoopy
  abc abcd abcdef abcdefg abcabc abcdabcd aaaaaaaaaa
  southafrica africa johannesburg capetown durban pretoria kaizerchiefs orlandopirates springboks bafana bafanabafana
  `
    .trim()
    .split(/\s+/),
)
