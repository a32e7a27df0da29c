// What a rating pad keeps over a power cut, in ESPHome's own preferences: flash on an ESP32, a file on the host.
//
// ESPHome's restoring globals write about a minute later; a rating must be safe before the citizen's hand has left the key.
#pragma once

#include <cstring>
#include <string>

#include "esphome/core/preferences.h"

namespace tingtang {

// The most that ESPHome keeps under one key, with the closing zero.
constexpr size_t KEPT_BYTES = 255;
// "TTRP"; any number that nothing else on the pad uses.
constexpr uint32_t KEPT_KEY = 0x54545250;

struct Kept {
  char text[KEPT_BYTES];
};

inline esphome::ESPPreferenceObject &memory() {
  static auto object = esphome::global_preferences->make_preference<Kept>(KEPT_KEY, true);
  return object;
}

// The text last given to `keep`; empty when there is none.
inline std::string kept() {
  Kept kept{};
  if (!memory().load(&kept))
    return "";
  kept.text[KEPT_BYTES - 1] = 0;
  return kept.text;
}

// Safe when it returns.
inline void keep(const std::string &text) {
  Kept kept{};
  strncpy(kept.text, text.c_str(), KEPT_BYTES - 1);
  memory().save(&kept);
  esphome::global_preferences->sync();
}

}  // namespace tingtang
