// What a rating pad with five keys decides by itself: which press counts, and what it keeps until the hall has it.
//
// Knows no pin, no network and no clock: presses, messages and the time come in, messages to the hall come out as text. The
// same file is compiled into the pad (esp32_pad.yaml) and into a Linux program that the tests drive (host_test.yaml).
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <string>
#include <vector>

namespace tingtang {

// An ask's id is a ULID: 26 characters of Crockford's base 32.
constexpr size_t ASK_CHARACTERS = 26;
// 1 the best to 5 the worst, from left to right as printed on the pad.
constexpr uint8_t KEYS = 5;
// The hall never asks for longer than this.
constexpr uint32_t MAX_SECONDS = 120;
// Ratings that wait for the hall. One entry takes 39 characters, and what an ESP32 keeps over a power cut ends at 254.
constexpr size_t OUTBOX_ENTRIES = 5;
// A rating that the hall hasn't acknowledged is told again.
constexpr uint32_t TELL_AGAIN_MS = 3000;

enum class PadState : uint8_t { IDLE, ASKING, FULL };

class RatingPad {
 public:
  // The hall asks. Taken once: the same ask again neither prolongs nor reopens it.
  // False: the id or the time makes no sense, or the outbox is full and a rating couldn't be kept.
  bool ask(const std::string &ask, uint32_t seconds, uint32_t now_ms) {
    if (!is_ask(ask) || seconds == 0 || seconds > MAX_SECONDS)
      return false;
    if (ask == this->ask_ || ask == this->answered_)
      return true;
    if (this->outbox_.size() >= OUTBOX_ENTRIES)
      return false;
    this->ask_ = ask;
    this->asked_ms_ = now_ms;
    this->open_ms_ = seconds * 1000;
    return true;
  }

  // The hall doesn't want the answer any more. True when this ask was open.
  bool cancel(const std::string &ask) {
    if (this->ask_.empty() || ask != this->ask_)
      return false;
    this->ask_.clear();
    return true;
  }

  // A citizen pressed a key, 1 to KEYS. True when it counts: there is an ask, its time isn't over, it is the first press.
  bool press(uint8_t key, uint32_t now_ms) {
    this->expire(now_ms);
    if (key < 1 || key > KEYS || this->ask_.empty()) {
      this->ignored_++;
      return false;
    }
    this->outbox_.push_back(Rating{++this->seq_, key, this->ask_, false, 0});
    this->answered_ = this->ask_;
    this->ask_.clear();
    return true;
  }

  // The hall has a rating for good. True when it was still waiting here.
  bool acknowledge(uint32_t seq) {
    for (auto entry = this->outbox_.begin(); entry != this->outbox_.end(); ++entry) {
      if (entry->seq == seq) {
        this->outbox_.erase(entry);
        return true;
      }
    }
    return false;
  }

  // Close an ask whose time is over. True when one was closed.
  bool expire(uint32_t now_ms) {
    // Unsigned differences stay right when the millisecond counter starts anew after 49 days.
    if (this->ask_.empty() || now_ms - this->asked_ms_ < this->open_ms_)
      return false;
    this->ask_.clear();
    return true;
  }

  // The next rating to be told now, as JSON; empty when nothing is due. To be asked until it is empty, while connected.
  std::string next_to_tell(uint32_t now_ms) {
    for (auto &entry : this->outbox_) {
      if (entry.told && now_ms - entry.told_ms < TELL_AGAIN_MS)
        continue;
      entry.told = true;
      entry.told_ms = now_ms;
      char text[96];
      snprintf(text, sizeof(text), "{\"seq\":%lu,\"ask\":\"%s\",\"key\":%u}", static_cast<unsigned long>(entry.seq),
               entry.ask.c_str(), static_cast<unsigned>(entry.key));
      return text;
    }
    return "";
  }

  // Whether something of this is to be done now: an ask's time is over, or, with a connection, a rating is to be told.
  bool due(bool is_connected, uint32_t now_ms) const {
    if (!this->ask_.empty() && now_ms - this->asked_ms_ >= this->open_ms_)
      return true;
    if (!is_connected)
      return false;
    for (const auto &entry : this->outbox_)
      if (!entry.told || now_ms - entry.told_ms >= TELL_AGAIN_MS)
        return true;
    return false;
  }

  // The connection is new: what wasn't acknowledged is told at once.
  void connected() {
    for (auto &entry : this->outbox_)
      entry.told = false;
  }

  PadState state() const {
    if (!this->ask_.empty())
      return PadState::ASKING;
    return this->outbox_.size() >= OUTBOX_ENTRIES ? PadState::FULL : PadState::IDLE;
  }

  // What the pad says of itself, as JSON. `hello`: the number of the hello it answers, 0 when it speaks by itself.
  std::string state_message(uint32_t hello, const char *firmware) const {
    static const char *const DOING[] = {"idle", "asking", "full"};
    char text[192];
    snprintf(text, sizeof(text),
             "{\"state\":\"online\",\"doing\":\"%s\",\"ask\":\"%s\",\"waiting\":%u,\"hello\":%lu,\"firmware\":\"%.40s\"}",
             DOING[static_cast<uint8_t>(this->state())], this->ask_.c_str(), static_cast<unsigned>(this->outbox_.size()),
             static_cast<unsigned long>(hello), firmware);
    return text;
  }

  size_t waiting() const { return this->outbox_.size(); }
  uint32_t ignored() const { return this->ignored_; }

  // What must survive a power cut, as text: the last sequence number and the outbox. An open ask isn't kept: the hall's own
  // time-out ends it.
  std::string keep() const {
    std::string text = std::to_string(this->seq_);
    for (const auto &entry : this->outbox_)
      text += ";" + std::to_string(entry.seq) + "," + std::to_string(entry.key) + entry.ask;
    return text;
  }

  // Take back what `keep` gave. Text that can't be read is dropped entry by entry; the sequence number never goes back.
  void restore(const std::string &text) {
    this->outbox_.clear();
    this->seq_ = 0;
    size_t start = 0;
    for (bool first = true; start <= text.size(); first = false) {
      size_t end = text.find(';', start);
      if (end == std::string::npos)
        end = text.size();
      const std::string part = text.substr(start, end - start);
      if (first)
        this->seq_ = strtoul(part.c_str(), nullptr, 10);
      else
        this->restore_entry_(part);
      start = end + 1;
    }
  }

 private:
  struct Rating {
    uint32_t seq;
    uint8_t key;
    std::string ask;
    bool told;
    uint32_t told_ms;
  };

  static bool is_ask(const std::string &text) {
    if (text.size() != ASK_CHARACTERS)
      return false;
    for (char character : text) {
      const bool digit = character >= '0' && character <= '9';
      const bool letter = character >= 'A' && character <= 'Z';
      if (!digit && !letter)
        return false;
    }
    return true;
  }

  void restore_entry_(const std::string &part) {
    const size_t comma = part.find(',');
    if (comma == std::string::npos || part.size() != comma + 2 + ASK_CHARACTERS)
      return;
    const uint32_t seq = strtoul(part.c_str(), nullptr, 10);
    const uint8_t key = part[comma + 1] - '0';
    const std::string ask = part.substr(comma + 2);
    if (seq == 0 || key < 1 || key > KEYS || !is_ask(ask) || this->outbox_.size() >= OUTBOX_ENTRIES)
      return;
    this->outbox_.push_back(Rating{seq, key, ask, false, 0});
    this->seq_ = seq > this->seq_ ? seq : this->seq_;
    this->answered_ = ask;
  }

  std::string ask_;
  std::string answered_;
  uint32_t asked_ms_{0};
  uint32_t open_ms_{0};
  uint32_t seq_{0};
  uint32_t ignored_{0};
  std::deque<Rating> outbox_;
};

// The one pad of this device. ESPHome declares its globals before it includes this file, so none of them can be of our type.
inline RatingPad &pad() {
  static RatingPad the_pad;
  return the_pad;
}

}  // namespace tingtang
