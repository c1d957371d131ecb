namespace Istiod.Primitives.Re2;

/// <summary>Tables that .NET does not have: scripts (Unicode 15.0) and simple case folding, packed.</summary>
/// <remarks>
/// Derived from the Unicode character database (Scripts.txt, CaseFolding.txt, status C and S). Numbers are little-endian base-128.
/// </remarks>
internal static class UnicodeData
{
    /// <summary>Script names, in the order of <see cref="Scripts"/>; separated by a space.</summary>
    public const string ScriptNames =
        "Adlam Ahom Anatolian_Hieroglyphs Arabic Armenian Avestan Balinese Bamum Bassa_Vah Batak Bengali " +
        "Bhaiksuki Bopomofo Brahmi Braille Buginese Buhid Canadian_Aboriginal Carian Caucasian_Albanian " +
        "Chakma Cham Cherokee Chorasmian Common Coptic Cuneiform Cypriot Cypro_Minoan Cyrillic Deseret " +
        "Devanagari Dives_Akuru Dogra Duployan Egyptian_Hieroglyphs Elbasan Elymaic Ethiopic Georgian " +
        "Glagolitic Gothic Grantha Greek Gujarati Gunjala_Gondi Gurmukhi Han Hangul Hanifi_Rohingya Hanunoo " +
        "Hatran Hebrew Hiragana Imperial_Aramaic Inherited Inscriptional_Pahlavi Inscriptional_Parthian " +
        "Javanese Kaithi Kannada Katakana Kawi Kayah_Li Kharoshthi Khitan_Small_Script Khmer Khojki " +
        "Khudawadi Lao Latin Lepcha Limbu Linear_A Linear_B Lisu Lycian Lydian Mahajani Makasar Malayalam " +
        "Mandaic Manichaean Marchen Masaram_Gondi Medefaidrin Meetei_Mayek Mende_Kikakui Meroitic_Cursive " +
        "Meroitic_Hieroglyphs Miao Modi Mongolian Mro Multani Myanmar Nabataean Nag_Mundari Nandinagari " +
        "New_Tai_Lue Newa Nko Nushu Nyiakeng_Puachue_Hmong Ogham Ol_Chiki Old_Hungarian Old_Italic " +
        "Old_North_Arabian Old_Permic Old_Persian Old_Sogdian Old_South_Arabian Old_Turkic Old_Uyghur Oriya " +
        "Osage Osmanya Pahawh_Hmong Palmyrene Pau_Cin_Hau Phags_Pa Phoenician Psalter_Pahlavi Rejang Runic " +
        "Samaritan Saurashtra Sharada Shavian Siddham SignWriting Sinhala Sogdian Sora_Sompeng Soyombo " +
        "Sundanese Syloti_Nagri Syriac Tagalog Tagbanwa Tai_Le Tai_Tham Tai_Viet Takri Tamil Tangsa Tangut " +
        "Telugu Thaana Thai Tibetan Tifinagh Tirhuta Toto Ugaritic Vai Vithkuqi Wancho Warang_Citi Yezidi Yi " +
        "Zanabazar_Square";

    /// <summary>For each script: how many ranges, then for each the gap from the range before and its length less one.</summary>
    public const string Scripts =
        "A4DSB0sECQQBA4CuBBoCDgQWAYCIBcYEOYAMBAEFAQ0BAgEfAQkLGQFrASFQL/ABHgEBBkkBHNDkA3IQ6gICTwI1BwAgD3AEAYYB" +
        "4x4egb8DAwEaAQEBAAIAAQkBAwEAAQAGAAQAAQABAAECAQEBAAIAAQABAAEAAQABAQEAAgMBBgEDAQMBAAEJARAFAgEEARA0AQSx" +
        "CiUCMQICg+sDBAKAlgQ1AwYCgDZMAy4CoM0CV4iCA7gEAtDVBR0CBQLANzMIAw6AEwMBBwIBAhUBBgEAAwMCCAIBAgMIAAQBAQQC" +
        "GASAuAQIASwBDQocA+oFAZlcKnAfA4CgBE0EIwkAAYBQ/wECgDQbAgEBwC4TA4Ao/wSwBEW6gwQPAaCFBDACsIoEMwsAAoCiBDQB" +
        "EQSA1AI2CQ0CCQIDA6AnVQIF8q4CTwGwnwQbrgEAQBoFGi4BDgEEFwAfAMEDJgUEAhN0AAkABgABAP0EAAYADgADACAAnAEAhAQA" +
        "gQEB2QkAlQMDogIA7wsCRwHLAQEBAM0JAA0ABwMBBQECAgCFBgsCVgEKAwoBDhEgPyUBAgIFARoBECkCBJYFGQoVnweAAvMEAh8B" +
        "aIAEXZIDCwQEAQABGA8HBANbAQMAWgGTAQ8gIzw/H1AvAFinAcAzP4CyASFmAqUBCfQBAKABAIsDAA4B0qMBAdABCRYiARIBA5MB" +
        "AAEfGgUaCgoALQFABgEGCgSCAgIELAMIUAwzLOQBGqTzAgOsJXM89QEKJgI9AxAIAQcdBDz1ARMMVgkYhwFUAUYBAQIAAgECAwEL" +
        "AQABBgFAAQMCBwEGARsBAwEEAQADBgHTAgKjAgIx8ShDTDzCBSsEYwwOAg4BDgEkCq0BOBkBAQ0rBAgHAQ4FmgHXBwUPAwwDcwxY" +
        "BwsEAA8LBDcICQYnCB0CAU7TAgwNAgQDBAMGCRwDCgUFCgkGBwgGCZIBATYlCYeIMAAeXwPiBw2QUXMFBgSAwASZB2ZuAQQLwwEG" +
        "gJAEBQIAASsBAQMAAgABkN8EYgiACIQBAqgB0C4IogEATADnIB/A8AFfjq8BAQGAiARPBIASUAQOAhngvgIfCICyBAYCAAIHAQEB" +
        "HQEBAgsJCQGAsAQ7BYD4BmoFDAMIBwkCAwKA4ASuCAEIAYCKBCcB4J8EFiSAJEgBAwIGAQABAwIoAQMCIAEDAgYBAAEDAg4BOAED" +
        "AkICHwMZ5jMWCQYBBgEGAQYBBgEGAQYBBqL6AQUCBQIFCQYBBrH5BAYBAwEBAQ4KoCElAQAFAAIqAQOQFyoCAsAgJQEABQAGgFhf" +
        "oOcGBgEQAgYBAQEEAbCGBBoPgKYEAwEHAgECFQEGAQEBBAIIAgECAgIABgAFBgIGAwQk8AYDAQICAwEABAABAAECAQABEwE+Dg+m" +
        "MgQyBAQEVADAAhUCBQIlAgUCBwEAAQABAAEeAjQBDgENAgUBEgICAQinAgC+lAIA2qsBThEA36ADRQ6BFQIBCAECARUBBgEBAQQC" +
        "CQECAQICAA8DAgsHBgbgugQFAQEBJAEBAQUHCRCBFAIBBQQBAhUBBgEBAQEBAQIAAQQEAQICAwAHAwEABxAUgF0ZAVgM1QEvAAEA" +
        "GQgOA8QHvzNA/6MBgLIB7QICaYjqAQEMAY6gAt/NAiC4IAfdAQKBLQ6wOp8YnQTiC8omDoAi/wGuPAGBAl1xHkEe4e0BHIMFo1cM" +
        "FgQwpE8eAwUCBQIFAgICgJoEJwgJAaAuFAPgkQQSAQEFBAmRCzYIGgQFqOoDGQEEAQABAQEBAQkFwWBVBgLh/gWeAjACrYEBAALA" +
        "kAQVAQgdgAZvlQIBxAMKGgDgBQPbIh6BBAIBDAEGBAAGAAMBxgE/jAQBwgEguR4DawHlmgMPEA3PBwDiAQDaIADE9wItAhagBAIR" +
        "BwIGHgPS3jDvAQLglgQSBQcCwJYEFQIHA4DTAk0CCQQBAoChBEIKAA2AGQwBAgEWAQkBBAIIAQIBAwcBBgEBAwIJAQENoWFZAgLw" +
        "AQ/QAS4BV46YAwkBLNLgAgMBBgEBAQCfAgJBAwOAvgQQASgDGwKA0gItAQAIgJQEAwEBBQcBAgEcAgIECQcIAuTfBQCbNtUDBIAv" +
        "XQIJBgnmAx8CgKQEEQErArClBDoFCQuBHQEBAAEEARcBAAEWAgQBAAEFAgkCAyZBGQYZLwAPAAUWAR4BwAMnBJs0JQYwBQMFDAFF" +
        "Qf8B8QIADQAQDI0BAQYAGwARKNcVH6L1AWUDPwUBAQABBBgNsAYqAQgBA5afAQaaCBkGGaUQBQEpAQjFrgMeA4A4NwMOAwIFgDIe" +
        "AQsECwQAAwsDgIwEtgIJFQoHB4CABAsBGQESAQEBDgINInoC0MkCL7D1AQABgIUEHAKgkgQZBQAB0KIEJgHgvQQYB4AaDAECATIB" +
        "AgEFBA8CGQLAEBsCAALAlQQmBAsD8LgEHwIVAQ0HgLoEBgEBASsDAAEBAQgICQHA3AVaA+DVAhbJAS0CCQKA0AfEAQIPA6CTBBcE" +
        "EwItAYCTBB8DgN4FSgQ4BxACgKwERAsJBoAwAQIAARMGWAcqtfsDDAPA1AUeAQkEAQWApQQGAQABAwEOAQoDgCCfAcCyAh5hHwKA" +
        "kQQeCAgB0MkHKQOgswQHAi0CCgSAMysEGQYKAwECgKgEWwEEAsAPOgICAuHfBQCOgwGLAwSAwgcsAw0CCQQBAYAtHAHQOC8DgJkE" +
        "Mg0yBwUCgIYEIwkCAYCVBB8B0IYEKgKghwQjBA0BgJ4EJwHglAQfAYCYBEgB8J4EGQ6BFgIBBwIBAhUBBgEBAQQCCAIBAgIHAgQB" +
        "AQQCEQKwiQQjBCMCgIkEHQIJBYDWBUUKCQEGARQFEgHgkAQfAcC1BDgBwNACNwKAkgQbAwADgJcEEQcDDAYCsNICIwsAAqAtSgMK" +
        "AoAQLQIOAoDRAkUICwGAowRfAdCIBC8CgKsENQIlA4CwB4sFDwQBDg2BGwIBEQMXAQgBAAIGAwAEBQEAAQcGCQIC7IcEEwGwngQp" +
        "AtChBBgHCQHQtARSAoA3P4ACBwGA0AIsBIAODQE7AgKQAgoCgC4VCQAD4C4MAQIBAQLQMh0CBAWgND4BHAIKBgkGDQKA1QJCGAQC" +
        "gK0EOQYJEoIXAQEFAwIBAwMBAQABAQMBAwIDCwQEAwIBAwIABgAOFMWnBDENAALw1AVOAQkE4N8FAB/3Lwj/BYAECA2AGAwBAgEW" +
        "AQ8CCAECAQMHAQECAgACAwIJBwgBgA8xAoEcOQUbB4AeRwEjBCYBIwEOAQYEAQOwWjcHAQ4AAoCpBEcICQGQxQceAoCHBB0BAAGA" +
        "ygKrAgjwigQKAQ4BBgEBAQoBDgEGAQECwMUHOQUAAqCxBFIMAAOAnQQpAQICAQKAwAKMCQM2AYC0BEc=";

    /// <summary>
    /// Runs of pairs (smallest of an orbit, another of it): the smallest's distance from the run before, the distance within the pair,
    /// then twice the count, plus one if only every second character is meant.
    /// </summary>
    public const string Folds =
        "QSA0Ct9BAgisAgJi5wUCAIcGAgsgLgXmQAITIA4HvzsCIHkCAQExMgEHBwEREQEvLwEHB8MBAgHSAQIBAQUEzgECAQECAs0BBAIB" +
        "AgNPAgHKAQIBywECAQECAs0BAgHPAQIBYQIB0wECAdEBAgEBAgKjAQIC0wECAdUBAgGCAQIB1gECAQEHBtoBAgEBAgLaAQIDAQIC" +
        "2gECAQECAtkBBAIBBQTbAQIBAQIEAQIDOAIFAQIAAgIDAQIAAgIDAQIAAgIDARERARMTAQIAAgIDAQIEASkqARMYq1QCAQECA6hU" +
        "AgG/VAQCAQIDRQIBRwIBAQsKn1QCAZxUAgGeVAIKz8oCAgXLygICBKjKAgIBxMoCAgTEygICAfdTAgHBygICBf1TAgznUwIFw8oC" +
        "AgWqygICFpXKAgIBksoCAqcBVAIAdAIA+TgCKwEFBgECBYIBBgR0AgcmAgIlBgRAAgI/BAMgEAE+AgNgAgM5AgBcAgIgBABWAgMg" +
        "EQEgBQI2AgFQAgIfAgEgCQIvAgP9OgImCAIJARkaBwIFAQIDAQIGUCAQIEAC7jACAu0wAgrkMAID4jAEAeMwAgjcMAI2ASMCpTAC" +
        "KAE3Ng8CAQEPDwFhYTBM7xbgOEwn4DgCBuA4AgPAF1YtwBcGowXQrwKgAVAIDJgRwpMCAgDDkwIC8QGElAICBOYdAhG4lAICcgGX" +
        "AWA7AkABYWAIEBAIDBAIEBAIEBAIDBEICQ8IEBBKBAJWCARkBAKAAQQCcAQCfgQECBAQCBAQCBAQCAQDCQIQCQINCAQQCAQFBwIO" +
        "CQK/AhwCLhAgIwECswYaNMoOMGBgAQIHAQcLAQIDAQILAWVrAQUHAQLO8gEBCwwBIzQBHaIBAQ8QAT9HAQUFAQsNAQIFAQUEMAIC" +
        "ARUdoAcCAQEREwEFCQECBgEFHwECrK4BIDTfCShQsAEoSMABJycBJwsMJw8QJwcIJwLrDUBmoBggQKCrASBAwPUBIkQ=";
}
